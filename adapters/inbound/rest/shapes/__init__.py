"""The JSON shapes of requests and answers, as OpenAPI describes them."""
