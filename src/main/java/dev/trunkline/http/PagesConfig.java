package dev.trunkline.http;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/// Serves the web app: its files, and `index.html` for every address that is a page of it, so that a reload works.
@Configuration(proxyBeanMethods = false)
class PagesConfig implements WebMvcConfigurer {

    private final String files;

    PagesConfig(HttpSettings settings) {
        this.files = settings.webFiles();
    }

    /// The resource handler does not answer for an empty path.
    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // Names under assets/ carry a hash of their content.
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(files + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(files)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new PageResolver());
    }

    /// Whether an address without leading slash is a page of the web app rather than a file or a route.
    static boolean isPage(String path) {
        boolean route = path.startsWith("api/")
                || path.equals("api")
                || path.startsWith("webhooks/")
                || path.equals("webhooks");
        return !route && path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
    }

    private static final class PageResolver extends PathResourceResolver {
        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = path.isEmpty() ? null : super.getResource(path, location);
            return file == null && isPage(path) ? super.getResource("index.html", location) : file;
        }
    }
}
