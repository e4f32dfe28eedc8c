"""Each workspace's OpenAPI documents, made by drf-spectacular from the generated viewsets and the data model."""
