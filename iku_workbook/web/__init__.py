"""The page: what an office does with the program, in a browser instead of a terminal.

``app`` wires routes to ``views``, one module a page; ``guard`` decides who may ask anything at all;
``server`` starts and finds the one that runs. A view reads a request, calls the service layer
(:mod:`iku_workbook.campaign`) and renders a template: what it decides itself is what is shown.
"""
