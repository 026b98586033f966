/**
 * Faults in how money is handled: guide 6.1/3 (webhooks), 6.1/6 (refunds), 6.1/9 (success page).
 */
import type { Rule } from '../rule.ts';
import { calls, handlers, nodes, pythonFunctions, routeOf, words } from '../source.ts';

const isWebhook = (route: string | undefined): boolean => route !== undefined && /webhook/i.test(route);

export const unverifiedWebhook: Rule = {
  id: 'webhook-unverified',
  title: 'A Stripe webhook is believed without its signature',
  weight: 'blocker',
  guide: ['6.1/3'],
  why: 'anybody who knows the address gives themselves Premium',
  fix: 'stripe.Webhook.construct_event(raw body, Stripe-Signature header, STRIPE_WEBHOOK_SECRET) first of all; 400 when it throws',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      const route = routeOf(fn);
      const text = words(source, fn.body);
      if (!isWebhook(route) || (!/stripe/i.test(source.text) && !/stripe/i.test(route ?? ''))) return [];
      if (/construct_event|WebhookSignature\.verify_header|verify_signature/.test(text)) return [];
      return [{ at: fn.node.from, saw: `${fn.name}() of ${route} reads the body as it comes` }];
    }),
};

export const webhookTwice: Rule = {
  id: 'webhook-not-idempotent',
  title: 'A Stripe webhook acts again when it is delivered again',
  weight: 'blocker',
  guide: ['6.1/3'],
  why: 'Stripe delivers events more than once and in any order: a customer is charged, refunded or thanked twice',
  fix: 'insert event["id"] into a collection where it is unique before acting, and fetch the subscription anew instead of believing the event',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      const route = routeOf(fn);
      const text = words(source, fn.body);
      const remembered = /event(\.id\b|\[["']id["']\]|\.get\(["']id["'])/.test(text);
      return isWebhook(route) && /construct_event/.test(text) && !remembered
        ? [{ at: fn.node.from, saw: `${fn.name}() never looks at the id of the event` }]
        : [];
    }),
};

export const webhookSwallows: Rule = {
  id: 'webhook-swallows-errors',
  title: 'A webhook answers 200 although it failed',
  weight: 'blocker',
  guide: ['6.1/3'],
  why: 'Stripe takes 200 for done and never delivers the event again: paid and not served',
  fix: 'let the error become a 500: Stripe repeats the delivery for three days',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => isWebhook(routeOf(fn)))
      .flatMap((fn) =>
        handlers(source, fn.body).flatMap((body) => {
          const text = words(source, body);
          const returned = nodes(source, ['ReturnStatement', 'PassStatement'], body)[0];
          if (!returned || /\braise\b|status_code\s*=\s*[45]\d\d|HTTPException|,\s*[45]\d\d\b/.test(text)) return [];
          return [{ at: returned.from, saw: words(source, returned).split('\n')[0] ?? '' }];
        }),
      ),
};

export const refundOfListPrice: Rule = {
  id: 'refund-of-list-price',
  title: 'A refund is computed from the price of the plan',
  weight: 'blocker',
  guide: ['6.1/6'],
  why: 'coupons, tax, proration and earlier refunds change what was paid; and Stripe renamed the field: it is missing today',
  fix: 'refund what the invoice says was paid, minus what was refunded already',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => /refund/i.test(fn.name) || /refund/i.test(routeOf(fn) ?? ''))
      .flatMap((fn) =>
        [...words(source, fn.body).matchAll(/\bplan(?:\.amount|\[["']amount["']\])/g)].map((found) => ({
          at: fn.body.from + found.index,
          saw: found[0],
        })),
      ),
};

export const refundTwice: Rule = {
  id: 'refund-not-idempotent',
  title: 'A refund can be made twice',
  weight: 'blocker',
  guide: ['6.1/6'],
  why: 'a double click or a repeated request refunds again',
  fix: 'pass idempotency_key="refund-<invoice>-<number>" to stripe.Refund.create, and record the refund before asking',
  find: (source) =>
    source.language === 'python'
      ? calls(source)
          .filter(({ callee, args }) => /(^|\.)(Refund\.create|refunds\.create)$/.test(callee) && !/idempotency_key/.test(args))
          .map(({ node, callee }) => ({ at: node.from, saw: `${callee}() without idempotency_key` }))
      : [],
};

export const refundReason: Rule = {
  id: 'refund-free-reason',
  title: "A refund sends the customer's words as its reason",
  weight: 'warning',
  guide: ['6.1/6'],
  why: 'Stripe accepts duplicate, fraudulent and requested_by_customer; any other text is refused with 400',
  fix: "send requested_by_customer, and the customer's words as metadata",
  find: (source) =>
    source.language === 'python'
      ? calls(source)
          .filter(({ callee }) => /(^|\.)(Refund\.create|refunds\.create)$/.test(callee))
          .filter(({ args }) => /\breason\s*=\s*(?!["'](?:duplicate|fraudulent|requested_by_customer)["'])\w/.test(args))
          .map(({ node, callee }) => ({ at: node.from, saw: `${callee}(reason=…)` }))
      : [],
};
