// The container's health check. Only the `api` role listens; of the others Docker knows itself whether they run.
const { ROLES = 'api', PORT = '3000' } = process.env;

if (ROLES.split(',').includes('api')) {
  const answer = await fetch(`http://127.0.0.1:${PORT}/brokers`);
  // Whoever asks back who calls, answers.
  if (!answer.ok && answer.status !== 401) throw new Error(`/brokers answered ${answer.status}`);
}
