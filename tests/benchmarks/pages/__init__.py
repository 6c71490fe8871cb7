"""What a page costs the server, beside a bare twin that runs the same SQL and writes a page of the same size."""
