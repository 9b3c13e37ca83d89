import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Seamline')
    .setDescription('Publishes images as events, and answers what became of them.')
    .setVersion('0.1.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key, or a token of JWT_ISSUER' },
      'bearer',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key' }, 'api-key')
    // Each by itself is enough, and so is none where authentication is off.
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api-key')
    .addSecurityRequirements({})
    .addGlobalResponse(
      { status: 401, description: 'Who calls is not said, or not known here' },
      { status: 403, description: 'Who calls may not do this, or a page of another site asks' },
      {
        status: 429,
        description: 'More requests a minute than RATE_LIMIT; the header Retry-After says when again',
      },
    )
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, description));
}
