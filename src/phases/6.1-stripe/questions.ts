/**
 * What only the operator knows about the business and its payments. Asked once; the answers are in k77.json, the secrets in .k77/credentials.
 */
import { type EnvironmentName, nameThere, type Question } from '../../core/phase.ts';
import { minorUnits, yearlySaving } from './premium.ts';

const apikeys = 'https://dashboard.stripe.com/apikeys';

export const questions: readonly Question[] = [
  {
    key: 'project',
    ask: 'What is the bot called?',
    kind: 'text',
    default: () => 'Kingdom-77',
    sandbox: 'Kingdom-77',
    check: (answer) => (answer.length <= 60 && !/[<>]/.test(answer)) || 'at most 60 characters, none of < >',
  },
  {
    key: 'domain',
    ask: 'Which domain will it live at?',
    why: 'The dashboard answers there, the API at api.<domain>. Buying it comes in 6.4; the name is enough for now.',
    kind: 'text',
    sandbox: 'kingdom77.test',
    check: (answer, environment) => domainVerdict(answer, environment),
  },
  {
    key: 'STRIPE_SECRET_KEY',
    ask: 'Stripe secret key',
    why: 'Better a restricted key (rk_) than the secret key (sk_): `k77 doctor stripe` lists the permissions to tick.',
    where: apikeys,
    kind: 'secret',
    sandbox: 'world:stripe.secretKey',
    check: (answer, environment) => keyVerdict(answer, ['sk', 'rk'], environment),
  },
  {
    key: 'STRIPE_PUBLISHABLE_KEY',
    ask: 'Stripe publishable key',
    where: apikeys,
    kind: 'text',
    sandbox: 'world:stripe.publishableKey',
    check: (answer, environment) => keyVerdict(answer, ['pk'], environment),
  },
  {
    key: 'STRIPE_TEST_SECRET_KEY',
    ask: 'Stripe secret key in test mode, for the rehearsal of a subscription',
    why: 'k77 never tests with live money. Leave it empty to skip; the gate then stays open.',
    where: 'https://dashboard.stripe.com/test/apikeys',
    kind: 'secret',
    optional: true,
    when: (answers) => /^(sk|rk)_live_/.test(answers.STRIPE_SECRET_KEY?.reveal() ?? ''),
    check: (answer) => /^(sk|rk)_test_\w{8,}$/.test(answer) || 'a test-mode key starts with sk_test_ or rk_test_',
  },
  {
    key: 'currency',
    ask: 'Currency of the prices',
    kind: 'text',
    default: () => 'usd',
    sandbox: 'usd',
    check: (answer) => /^[a-z]{3}$/.test(answer) || 'three lower-case letters, like usd or eur',
  },
  {
    key: 'monthlyPrice',
    ask: 'Monthly price of Premium',
    kind: 'text',
    default: () => '9.99',
    sandbox: '9.99',
    check: (answer, _environment, values) => priceVerdict(answer, values.currency),
  },
  {
    key: 'yearlyPrice',
    ask: 'Yearly price of Premium',
    kind: 'text',
    default: () => '99.99',
    sandbox: '99.99',
    check: (answer, _environment, values) =>
      priceVerdict(answer, values.currency) !== true || yearlySaving({ ...values, yearlyPrice: answer })
        ? priceVerdict(answer, values.currency)
        : 'a year should cost less than twelve months',
  },
  {
    key: 'refundFullDays',
    ask: 'Refunds: in full for how many days?',
    why: 'EU and UK consumers may withdraw for 14 days whatever you choose; your policy page will say so.',
    kind: 'text',
    default: () => '7',
    sandbox: '7',
    check: (answer) => daysVerdict(answer, 0),
  },
  {
    key: 'refundPartialDays',
    ask: 'Refunds: in part until which day?',
    why: 'The same day as above means: no refunds in part.',
    kind: 'text',
    default: () => '14',
    sandbox: '14',
    check: (answer, _environment, values) => daysVerdict(answer, Number(values.refundFullDays ?? 0)),
  },
  {
    key: 'refundPartialPercent',
    ask: 'Refunds in part: how many per cent?',
    kind: 'text',
    default: () => '50',
    sandbox: '50',
    check: (answer) => (/^\d{1,3}$/.test(answer) && Number(answer) <= 100) || 'a whole number from 0 to 100',
  },
  {
    key: 'taxCollection',
    ask: 'Should Stripe compute tax?',
    why: 'It computes only where you have registered; registering and filing stay your duty. Ask an accountant before you switch it on.',
    kind: 'yes-no',
    default: () => 'no',
    sandbox: 'yes',
  },
  {
    key: 'taxCountry',
    ask: 'Country of the head office',
    why: 'Two letters, with the state behind a dash in the US: DE, GB, US-CA.',
    kind: 'text',
    when: (answers) => answers.taxCollection === 'yes',
    sandbox: 'US-CA',
    check: (answer) => isPlace(answer) || 'two letters, in the US with the state: DE or US-CA',
  },
  {
    key: 'taxRegistrations',
    ask: 'Where are you registered for tax?',
    why: 'A list like US-CA, DE; or none.',
    kind: 'text',
    when: (answers) => answers.taxCollection === 'yes',
    default: () => 'none',
    sandbox: 'US-CA, DE',
    check: (answer) => answer === 'none' || answer.split(/[\s,]+/).every(isPlace) || 'places like US-CA, DE; or none',
  },
  nameThere('stripeMonthlyProduct', 'Id of the product at Stripe that is paid by the month', productVerdict),
  nameThere('stripeYearlyProduct', 'Id of the product at Stripe that is paid by the year', productVerdict),
];

function productVerdict(answer: string): true | string {
  return /^\w{3,}$/.test(answer) || 'the id of a product, like prod_PxXfF3SzCLsA1b';
}

function isPlace(text: string): boolean {
  return /^(US-[A-Z]{2}|(?!US$)[A-Z]{2})$/.test(text);
}

function priceVerdict(answer: string, currency = 'usd'): true | string {
  return minorUnits(answer, currency) !== undefined || `an amount above zero in ${currency.toUpperCase()}, like 9.99`;
}

function daysVerdict(answer: string, least: number): true | string {
  return (/^\d{1,3}$/.test(answer) && Number(answer) >= least) || `a whole number of days, ${least} or more`;
}

const kinds: Readonly<Record<string, string>> = {
  sk: 'a secret key',
  rk: 'a restricted key',
  pk: 'a publishable key',
  whsec: 'a webhook signing secret',
};

/** Kind and mode, from the prefix that Stripe gives its keys; whether the key works is asked of Stripe afterwards. */
function keyVerdict(answer: string, wanted: readonly string[], environment: EnvironmentName): true | string {
  const [, kind = '', mode = ''] = /^([a-z]+)_(live|test)_\w{8,}$/.exec(answer) ?? [];
  const should = `${wanted.map((one) => `${one}_${environment === 'production' ? 'live' : 'test'}_…`).join(' or ')}`;
  if (kinds[kind] && !wanted.includes(kind)) return `this is ${kinds[kind]}; wanted is ${should}`;
  if (!wanted.includes(kind)) return `this is no such Stripe key; wanted is ${should}`;
  if (environment === 'production' ? mode !== 'live' : mode !== 'test')
    return `this is a ${mode}-mode key; ${environment} takes ${environment === 'production' ? 'live' : 'test'} keys only: ${should}`;
  return true;
}

function domainVerdict(answer: string, environment: EnvironmentName): true | string {
  if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(answer))
    return 'a bare domain in lower case, like kingdom77.com, without https:// and www.';
  const reserved = /(^|\.)(test|example|invalid|localhost|local)$/.test(answer);
  if (environment === 'sandbox') return answer.endsWith('.test') || 'a rehearsal uses a name under .test, like kingdom77.test';
  return !reserved || 'this name is reserved and can never be registered';
}
