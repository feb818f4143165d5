"""The pages, one a module: each reads a request, calls a service and renders a template."""
