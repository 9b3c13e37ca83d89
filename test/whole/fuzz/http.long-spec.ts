import { survivesRequests } from './http.cases.js';

survivesRequests(5_000);
