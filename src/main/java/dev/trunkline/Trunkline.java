package dev.trunkline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Start here.
@SpringBootApplication
public class Trunkline {

    static void main(String[] args) {
        SpringApplication.run(Trunkline.class, args);
    }
}
