import { survivesRequests } from './http.cases.js';

survivesRequests(Number(process.env['N'] ?? 500));
