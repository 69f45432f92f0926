package dev.trunkline.http;

import dev.trunkline.access.Open;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the servlet container refuses before any route is found, such as a malformed address, as a problem too.
@Hidden
@RestController
class ErrorApi implements ErrorController {

    @Open(because = "it says nothing but the status")
    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemApi.write(response, ProblemApi.byStatus(status instanceof Integer code ? code : 404));
    }
}
