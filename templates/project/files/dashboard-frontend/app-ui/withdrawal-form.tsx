'use client';
/**
 * The withdrawal function that Directive (EU) 2023/2673 asks for, in two steps: who, which contract, where the confirmation goes; then the declaration in words and
 * one button that confirms it. What comes back is kept by the person as a file.
 */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { WithdrawalReceipt } from '../api/answers.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { DataList } from '../components/data-list.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { Focused } from './focused.tsx';
import { contractIn, type Declaration, firstWrong, withServer, wrongIn } from './withdrawal-check.ts';
import styles from './withdrawal-form.module.css';

export function WithdrawalForm() {
  const [declared, setDeclared] = useState<Declaration>({ name: '', contact: '', contract: '' });
  const [named, setNamed] = useState<ReturnType<typeof contractIn>>({ contract: '' });
  // The billing page names the contract in the address, so that nobody has to write down an id.
  useEffect(() => {
    const found = contractIn(location.search);
    setNamed(found);
    setDeclared((before) => ({ ...before, contract: before.contract || found.contract }));
  }, []);
  const [step, setStep] = useState<'write' | 'confirm'>('write');
  const [receipt, setReceipt] = useState<WithdrawalReceipt>();
  const { busy, failure, act } = useAction();
  const send = (): Promise<void> => act(async () => setReceipt(await api.withdraw(withServer(declared, named))));
  if (receipt) return <Receipt receipt={receipt} />;
  if (step === 'write') return <Write declared={declared} change={setDeclared} done={() => setStep('confirm')} />;
  return (
    <Focused>
      <Stack>
        <h2>Confirm your withdrawal</h2>
        <p>I withdraw from the contract named here.</p>
        <DataList
          items={[
            { name: 'Contract', value: declared.contract },
            { name: 'Name', value: declared.name },
            { name: 'Confirmation to', value: declared.contact },
          ]}
        />
        {failure ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button busy={busy} onClick={() => void send()}>
            Confirm withdrawal
          </Button>
          <Button tone="quiet" off={busy} onClick={() => setStep('write')}>
            Change something
          </Button>
        </Row>
      </Stack>
    </Focused>
  );
}

function Write({ declared, change, done }: { declared: Declaration; change: (next: Declaration) => void; done: () => void }) {
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const wrong = tried ? wrongIn(declared) : {};
  const go = (event: FormEvent): void => {
    event.preventDefault();
    const first = firstWrong(declared);
    setTried(first !== undefined);
    if (first === undefined) done();
    else form.current?.querySelector<HTMLElement>(`#${first}`)?.focus();
  };
  const field = (name: keyof Declaration) => ({
    id: name,
    value: declared[name],
    error: wrong[name],
    required: true,
    onChange: ({ target }: { target: { value: string } }) => change({ ...declared, [name]: target.value }),
  });
  return (
    <form ref={form} onSubmit={go} noValidate>
      <Stack>
        <TextField
          {...field('contract')}
          label="Which contract"
          hint="The server, the number of an invoice, or the day of the order: whatever you have."
          maxLength={500}
        />
        <TextField {...field('name')} label="Your name" autoComplete="name" maxLength={200} />
        <TextField {...field('contact')} label="E-mail address for the confirmation" type="email" autoComplete="email" maxLength={254} />
        <Row>
          <Button type="submit">Withdraw from contract</Button>
        </Row>
        <Soft small>Nothing is sent yet: the next step shows your declaration once more, with the button “Confirm withdrawal”.</Soft>
      </Stack>
    </form>
  );
}

export function Receipt({ receipt: { reference, text, outcome } }: { receipt: WithdrawalReceipt }) {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: `withdrawal-${reference}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <Focused>
      <Notice tone="good" title={`We have received your withdrawal, number ${reference}`} live>
        <pre className={styles.receipt}>{text}</pre>
        <p>
          {outcome === 'refunded'
            ? 'Premium ends and the whole payment goes back to where it came from; the billing page shows its state.'
            : 'A person confirms it to the address that you gave. What you are owed is paid back within 14 days.'}
        </p>
        <Row>
          <Button onClick={save}>Save this confirmation</Button>
          {outcome === 'refunded' ? (
            <ButtonLink href="/billing" tone="secondary">
              Billing
            </ButtonLink>
          ) : null}
        </Row>
      </Notice>
    </Focused>
  );
}
