"""Papers by the hash of their content: in a folder, or in an S3-compatible store."""

from adapters.outbound.documents.addresses import document_store
from adapters.outbound.documents.folder import FolderDocumentStore

__all__ = ["FolderDocumentStore", "document_store"]
