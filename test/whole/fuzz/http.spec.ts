import { survivesRequests } from './http.cases.js';

survivesRequests(500);
