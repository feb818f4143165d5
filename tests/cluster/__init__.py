"""Work that a Dask cluster does, with its scheduler and workers as processes of this machine."""
