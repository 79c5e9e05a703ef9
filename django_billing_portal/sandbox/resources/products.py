"""Products. https://docs.stripe.com/api/products"""

from django_billing_portal.sandbox import clock, merging, objects, store
from django_billing_portal.sandbox.routes import Route, index, retrieval
from django_billing_portal.sandbox.store import Json

TEMPLATE: Json = {
    "active": True,
    "default_price": None,
    "description": None,
    "images": [],
    "marketing_features": [],
    "metadata": {},
    "name": None,
    "package_dimensions": None,
    "shippable": None,
    "statement_descriptor": None,
    "tax_code": None,
    "type": "service",
    "unit_label": None,
    "url": None,
}


def create(params: Json) -> Json:
    """Create a product, with an id of one's own if wanted."""
    fields = merging.filled(TEMPLATE, params)
    return objects.create(
        "product", "prod", id=params.get("id"), announce="product.created", updated=clock.now(), **fields
    )


def update(params: Json, id: str) -> Json:
    """Change a product."""
    product = store.require("product", id, "id", status=404)
    return objects.change(product, **merging.changes(product, params))


def chosen(found: list[Json], params: Json) -> list[Json]:
    """Keep the products that are asked for by id."""
    return [product for product in found if product["id"] in params.get("ids", [product["id"]])]


ROUTES = (
    Route("POST", "products", "ProductCreateParams", create),
    Route("GET", "products", "ProductListParams", index("product", "products", select=chosen, beside=["ids"])),
    Route("GET", "products/{id}", "ProductRetrieveParams", retrieval("product")),
    Route("POST", "products/{id}", "ProductUpdateParams", update),
)
