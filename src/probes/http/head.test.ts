import { expect, test } from 'vitest';
import { readHead } from './head.ts';

const page = 'https://shop.test/';

test('title, description and the picture of links are read, whatever their order', () => {
  const html =
    '<head><meta content="/card.png?1" property="og:image"><meta name="description" content=" What it does. "><title>Shop: a bot</title></head><svg><title>Mark</title></svg>';
  expect(readHead(html, page)).toEqual({ title: 'Shop: a bot', description: 'What it does.', picture: 'https://shop.test/card.png?1' });
});

test('a page that says nothing has none of them', () => {
  expect(readHead('<h1>Shop</h1>', page)).toEqual({ title: '', description: '', picture: undefined });
});
