import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** What any endpoint may answer; the endpoints themselves say what else. */
const refusals = {
  400: 'What was sent is wrong; the message names the field, the value seen and what is allowed',
  401: 'Who calls is not said, or not known here',
  403: 'Who calls may not do this, or a page of another site asks',
  404: 'There is no such thing',
  409: 'It does not fit what is there now',
  413: 'More bytes or pixels than are taken',
  415: 'A content type that is not taken',
  429: 'More requests a minute than RATE_LIMIT; the header Retry-After says when again',
  503: 'A broker, a model, the database or the issuer of tokens is away; the header Retry-After says when again',
  504: 'It was not done in the time that the request gave it',
};

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const responses = Object.entries(refusals).map(([status, description]) => ({
    status: Number(status),
    description,
  }));
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
    .addGlobalResponse(...responses)
    .build();
  SwaggerModule.setup('api', app, () =>
    declarePathParameters(SwaggerModule.createDocument(app, description)),
  );
}

/** Endpoints that read a part of their path by themselves, or have several paths, do not say what it is called. */
function declarePathParameters(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.delete]) {
      if (!operation) continue;
      const parameters = (operation.parameters ??= []);
      const declared = parameters.map((parameter) => ('name' in parameter ? parameter.name : undefined));
      for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
        if (declared.includes(name)) continue;
        parameters.push({ name, in: 'path', required: true, schema: { type: 'string' } });
      }
    }
  }
  return document;
}
