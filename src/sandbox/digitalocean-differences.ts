/**
 * What the saved document (`DigitalOcean API` 2.0) leaves out of its schemas, and who says that it belongs there. Added to them, so that it is judged like the rest.
 * A line that nothing needs fails the test.
 */

export interface Addition {
  schema: string;
  property: string;
  value: object;
  source: string;
}

const alerts = { type: 'array', items: { $ref: '#/components/schemas/app_alert_spec' } };
const source =
  'https://docs.digitalocean.com/products/app-platform/reference/app-spec: an app and each of its components has alerts; the document describes one, and lists those that are set at GET /v2/apps/{app_id}/alerts';

export const digitaloceanAdditions: readonly Addition[] = [
  { schema: 'app_spec', property: 'alerts', value: alerts, source },
  { schema: 'app_component_base', property: 'alerts', value: alerts, source },
];
