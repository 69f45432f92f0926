package dev.trunkline;

import dev.trunkline.security.OrganizationCommand;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/// Start here.
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class Trunkline {

    static void main(String[] args) {
        if (args.length > 0 && args[0].equals("org")) {
            OrganizationCommand.run(args);
        } else {
            SpringApplication.run(Trunkline.class, args);
        }
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }
}
