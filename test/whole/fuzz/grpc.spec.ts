import { survivesCalls } from './grpc.cases.js';

survivesCalls(500);
