/** Stripe's invoices. */
import type { Invoice } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { ScrollTable } from '../components/prose.tsx';
import { money } from '../site/money.ts';
import { dayOf, invoiceWord } from './words.ts';

export function Invoices({ invoices }: { invoices: readonly Invoice[] }) {
  if (invoices.length === 0) return null;
  return (
    <ScrollTable label="Invoices">
      <table>
        <caption>Invoices</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Amount</th>
            <th scope="col">State</th>
            <th scope="col">Document</th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((one) => (
            <tr key={one.id}>
              <td>{dayOf(one.createdAt)}</td>
              <td>{money(one.total, one.currency)}</td>
              <td>
                <Badge tone={invoiceWord(one.status).tone}>{invoiceWord(one.status).text}</Badge>
              </td>
              <td>
                <Documents invoice={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

/** What is open is paid on Stripe's page; what is settled is kept as a file. */
function Documents({ invoice: { id, number, status, url, pdf } }: { invoice: Invoice }) {
  const name = number ?? id;
  if (status === 'open' && url) return <a href={url}>Pay {name}</a>;
  if (pdf) return <a href={pdf}>PDF of {name}</a>;
  return url ? <a href={url}>Look at {name}</a> : name;
}
