'use client';
/** The withdrawal function that Directive (EU) 2023/2673 asks for: who, which contract, where the confirmation goes; then one button that says what it does. */
import { type FormEvent, useState } from 'react';
import type { WithdrawalReceipt } from '../api/answers.ts';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';

export function WithdrawalForm() {
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const [contract, setContract] = useState('');
  const [receipt, setReceipt] = useState<WithdrawalReceipt>();
  const [tried, setTried] = useState(false);
  const { busy, failure, act } = useAction();
  const lacks = (text: string): string | undefined => (tried && text.trim() === '' ? 'This is needed.' : undefined);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if ([name, contact, contract].some((text) => text.trim() === '')) return;
    void act(async () => setReceipt(await api.withdraw({ name, contact, contract })));
  };
  if (receipt)
    return (
      <Notice tone="good" title={`We have received your withdrawal, number ${receipt.reference}`} live>
        <p>{receipt.text}</p>
        <p>{receipt.outcome === 'refunded' ? 'The money is on its way back.' : 'A person confirms it to the address that you gave.'}</p>
        <Soft small>Keep this page: print it or take a picture.</Soft>
      </Notice>
    );
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <TextField
          id="name"
          label="Your name"
          autoComplete="name"
          value={name}
          error={lacks(name)}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          id="contact"
          label="E-mail address for the confirmation"
          type="email"
          autoComplete="email"
          value={contact}
          error={lacks(contact)}
          onChange={({ target }) => setContact(target.value)}
        />
        <TextField
          id="contract"
          label="Which contract"
          hint="The server, the number of an invoice, or the day of the order: whatever you have."
          value={contract}
          error={lacks(contract)}
          onChange={({ target }) => setContract(target.value)}
        />
        {failure ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button type="submit" busy={busy}>
            Confirm withdrawal
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
