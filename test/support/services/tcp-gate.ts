export { TcpGate } from '../../../src/tools/chaos/tcp-gate.js';
