import { expect, it } from 'vitest';
import { loginSettings, type SecureKafka } from '../../support/services/secure-kafka.js';
import { type Settings, wrongWith } from './wrong-with.js';

const wrongPassword = 'hush-this-is-wrong';

/** What the doctor says about a Kafka that does not let one in, or lets one do too little. */
export function doctorOnSecureKafka({ user, guest, sasl, saslTls }: SecureKafka): void {
  const asUser = (address: string, login = user): Settings => ({
    ...loginSettings(address, login),
    CONNECT_TIMEOUT_MS: '3000',
  });

  it('names a wrong password for Kafka, without telling it', async () => {
    const wrong = await wrongWith(asUser(sasl, { ...user, password: wrongPassword }));
    expect(wrong).toMatch(/^kafka: .*refused the login.* → correct .*KAFKA_SASL_PASSWORD/m);
    expect(wrong).not.toContain(wrongPassword);
  });

  it('names a certificate of Kafka that is not trusted', async () => {
    const wrong = await wrongWith({ ...asUser(saslTls), KAFKA_SSL: 'true' });
    expect(wrong).toMatch(/^kafka: .*certificate.* → .*KAFKA_SSL_CA/m);
    expect(wrong).not.toContain(user.password);
  });

  it('names a user who may not create topics', async () => {
    const wrong = await wrongWith(asUser(sasl, guest));
    expect(wrong).toMatch(/^kafka message: .*authoriz.* → .*ACL/im);
    expect(wrong).not.toContain(guest.password);
  });
}
