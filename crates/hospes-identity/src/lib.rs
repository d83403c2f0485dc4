//! Rules and SQL of the product.
