/** A product as it is right after its creation: made by itself, or together with a price. */
import type { Space, Thing } from './space.ts';

export interface Product extends Thing {
  active: boolean;
  name: string;
  default_price: string | null;
}

export function newProduct(space: Space, id: string | undefined, name: string): Product {
  const now = space.wall();
  return {
    id: id ?? space.id('prod_'),
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    description: null,
    images: [],
    livemode: space.livemode,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: 'service',
    unit_label: null,
    updated: now,
    url: null,
  };
}
