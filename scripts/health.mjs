// The container's health check: whether the process answers. Whether it can work is /health/ready's to say.
const { PORT = '3000' } = process.env;

const answer = await fetch(`http://127.0.0.1:${PORT}/health/live`);
if (!answer.ok) throw new Error(`/health/live answered ${answer.status}`);
