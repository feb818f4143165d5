"""What was received, when, and what came of it: nothing is ever lost, and nothing changed."""

from iku_workbook.registry.database import RegistryError
from iku_workbook.registry.registry import Registry

__all__ = ["Registry", "RegistryError"]
