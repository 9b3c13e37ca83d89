import { survivesCalls } from './grpc.cases.js';

survivesCalls(5_000);
