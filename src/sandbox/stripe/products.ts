/** Products: https://docs.stripe.com/api/products */

import { newProduct, type Product } from './new-product.ts';
import { clearable, decimal, flag, hash, list, metadata, moments, oneOf, required, text, url } from './params.ts';
import { newPrice, priceParams } from './prices.ts';
import { Refusal, refuse } from './refusal.ts';
import { assign, mergeMetadata, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

const described = {
  active: flag,
  description: clearable(text),
  images: list(url),
  marketing_features: list(hash({ name: required(text) })),
  metadata,
  package_dimensions: clearable(
    hash({ height: required(decimal), length: required(decimal), weight: required(decimal), width: required(decimal) }),
  ),
  shippable: flag,
  statement_descriptor: text,
  tax_code: clearable(text),
  unit_label: clearable(text),
  url: clearable(url),
};

const { currency, custom_unit_amount, recurring, tax_behavior, unit_amount, unit_amount_decimal } = priceParams;
const firstPrice = { currency, custom_unit_amount, metadata, recurring, tax_behavior, unit_amount, unit_amount_decimal };

export const products = resource({
  object: 'product',
  path: '/v1/products',
  permission: 'product',
  events: { created: 'product.created', updated: 'product.updated', deleted: 'product.deleted' },
  filters: { active: flag, created: moments, ids: list(text), shippable: flag, url: text, type: oneOf('good', 'service') },
  keep: (product: Product, { active, ids, shippable, url: page, type }) =>
    (active === undefined || product.active === active) &&
    (ids === undefined || ids.includes(product.id)) &&
    (shippable === undefined || product.shippable === shippable) &&
    (page === undefined || product.url === page) &&
    (type === undefined || product.type === type),
  create: {
    params: { ...described, id: text, name: required(text), default_price_data: hash(firstPrice), type: oneOf('good', 'service') },
    build({ space, params }) {
      const { id, default_price_data, metadata: noted, ...rest } = params;
      if (id !== undefined && space.find(id)) throw refuse(`Product already exists.`, { code: 'resource_already_exists', param: 'id' });
      const product = newProduct(space, id, params.name);
      assign(product, { ...rest, metadata: noted });
      if (default_price_data) product.default_price = addPrice(space, product.id, default_price_data);
      return product;
    },
  },
  update: {
    params: { ...described, name: text, default_price: text },
    change(product, { space, params }) {
      if (params.default_price !== undefined) {
        const price = referred<Thing>(space, 'price', params.default_price, 'default_price');
        if (price.product !== product.id)
          throw refuse(`The price specified does not belong to the product ${product.id}.`, { param: 'default_price' });
        if (!price.active)
          throw refuse(`The price specified is inactive. This field only accepts active prices.`, { param: 'default_price' });
      }
      assign(product, params);
      product.updated = space.wall();
    },
  },
  remove(product, { space }) {
    if (space.all('price').some((price) => price.product === product.id))
      throw new Refusal(400, 'This product cannot be deleted because it has one or more user-created prices.');
  },
});

function addPrice(space: Space, product: string, data: Parameters<typeof newPrice>[2]): string {
  const price = space.add(newPrice(space, product, data));
  if (data.metadata) price.metadata = mergeMetadata({}, data.metadata);
  space.emit('price.created', price);
  return price.id;
}
