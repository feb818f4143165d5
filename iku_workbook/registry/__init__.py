"""The registry of a campaign: everything received, and decided on it; only ever added to."""

from iku_workbook.registry.database import RegistryError
from iku_workbook.registry.registry import Registry

__all__ = ["Registry", "RegistryError"]
