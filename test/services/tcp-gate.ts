export { TcpGate } from '../../src/chaos/tcp-gate.js';
