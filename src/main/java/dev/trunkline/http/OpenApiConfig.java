package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.ids.Id;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The API's description at `/api/openapi.json`, browsable at `/api/docs`. Both are open: they say what the source
/// says.
@Configuration(proxyBeanMethods = false)
class OpenApiConfig {

    static {
        SpringDocUtils springdoc = SpringDocUtils.getConfig();
        springdoc.addRequestWrapperToIgnore(Caller.class);
        for (Class<?> id : Id.class.getPermittedSubclasses()) {
            springdoc.replaceWithSchema(id, new StringSchema().format("uuid"));
        }
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Trunkline")
                        .version("v1")
                        .description("The HTTP API of the dialer. Errors are RFC 9457 problems with a stable `code`.")
                        .license(new License().name("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer"))
                        .addSecuritySchemes(
                                "session",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.COOKIE)
                                        .name("trunkline_session")))
                .addSecurityItem(new SecurityRequirement().addList("token"))
                .addSecurityItem(new SecurityRequirement().addList("session"));
    }

    /// Says with each operation which role it needs.
    @Bean
    OperationCustomizer roles() {
        return (operation, handler) -> {
            Requires requires = handler.getMethodAnnotation(Requires.class);
            if (requires != null) {
                operation.description("Least role: " + requires.value() + ".");
            } else {
                operation.security(java.util.List.of());
            }
            return operation;
        };
    }

    @Bean
    InitializingBean enumsByTheirWords(ObjectMapperProvider provider) {
        return () -> provider.jsonMapper()
                .enable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
    }
}
