"""The least that Litestar can do: a handler that returns bytes it holds. The service's reads are held against it."""

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, Response, get


def main() -> None:
    """Serve the document named second on the port named first, until a signal."""
    port, document = int(sys.argv[1]), Path(sys.argv[2]).read_bytes()

    @get("/", media_type="application/json")
    async def read() -> Response[bytes]:
        return Response(document, media_type="application/json")

    app = Litestar([read], openapi_config=None)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
