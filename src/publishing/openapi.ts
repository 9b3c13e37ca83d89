import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Seamline')
    .setDescription('Publishes images as events, and answers what became of them.')
    .setVersion('0.1.0')
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, description));
}
