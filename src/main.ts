import 'reflect-metadata';
import { loadDrivers } from './configuration.js';
import { errorText } from './foundation/errors/app.error.js';
import { visibleLines } from './foundation/errors/visible.js';
import { runService } from './service.js';
import { endWhenUnread } from './unread-output.js';

endWhenUnread();
try {
  await loadDrivers();
  await runService();
} catch (error) {
  process.stderr.write(`Seamline did not start: ${visibleLines(errorText(error))}\n`);
  process.exit(1);
}
