package dev.trunkline.http;

import dev.trunkline.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/// Every refusal leaves as `application/problem+json` (RFC 9457), whoever threw it: a stable `code` for the program, a
/// plain `detail` for the person, and for validation each wrong field. What nobody foresaw is a 500 with an incident
/// number that is also in the log; no exception text ever leaves.
@RestControllerAdvice
public class ProblemApi {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemApi.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @ExceptionHandler
    @Nullable
    ResponseEntity<Map<String, Object>> refuse(Exception thrown, HttpServletRequest request) {
        if (thrown instanceof AsyncRequestNotUsableException || broken(thrown)) {
            return null; // The client has gone; nobody reads an answer.
        }
        Problem problem = problem(thrown, request);
        var headers = new HttpHeaders();
        headers(problem, headers::set);
        if (thrown instanceof HttpRequestMethodNotSupportedException method && method.getSupportedMethods() != null) {
            headers.set(HttpHeaders.ALLOW, String.join(", ", Objects.requireNonNull(method.getSupportedMethods())));
        }
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document(problem));
    }

    /// Answers a problem from a filter, where no advice listens.
    public static void write(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        headers(problem, response::setHeader);
        byte[] body = JSON.writeValueAsBytes(document(problem));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// Answers what was thrown in such a place.
    public static void write(HttpServletResponse response, Exception thrown, HttpServletRequest request)
            throws IOException {
        write(response, problem(thrown, request));
    }

    static Map<String, Object> document(Problem problem) {
        var document = new LinkedHashMap<String, Object>();
        HttpStatus status = HttpStatus.resolve(problem.status());
        document.put("type", "about:blank");
        document.put("title", status == null ? "Problem" : status.getReasonPhrase());
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        document.put("code", problem.code());
        document.put("fields", problem.fields());
        problem.more().forEach(document::putIfAbsent);
        return document;
    }

    private static void headers(Problem problem, java.util.function.BiConsumer<String, String> set) {
        if (problem.status() == 401) {
            set.accept(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        Object wait = problem.more().get("retryAfterSeconds");
        if (wait != null) {
            set.accept(HttpHeaders.RETRY_AFTER, String.valueOf(wait));
        }
    }

    private static Problem problem(Exception thrown, HttpServletRequest request) {
        return switch (thrown) {
            case Problem problem -> problem;
            case HttpMessageNotReadableException e -> unreadable(e);
            case MethodArgumentNotValidException e -> invalid(e);
            case HandlerMethodValidationException e -> invalid(e);
            case ConstraintViolationException e ->
                Problem.validation(e.getConstraintViolations().stream()
                        .map(ProblemApi::field)
                        .toList());
            case MethodArgumentTypeMismatchException e -> wrongType(e);
            case MissingServletRequestParameterException e ->
                Problem.validation(e.getParameterName(), "The parameter " + e.getParameterName() + " is missing.");
            case MissingServletRequestPartException e ->
                Problem.validation(e.getRequestPartName(), "The part " + e.getRequestPartName() + " is missing.");
            case MaxUploadSizeExceededException _ -> tooLarge("The file is larger than this server takes.");
            case MultipartException _ ->
                Problem.of(400, "malformed-upload", "The upload is not multipart/form-data, or broke off.");
            case NoResourceFoundException _ -> noRoute(request);
            case HttpRequestMethodNotSupportedException e ->
                Problem.of(405, "method-not-allowed", e.getMethod() + " is not possible here.");
            case HttpMediaTypeNotSupportedException _ ->
                Problem.of(
                        415,
                        "unsupported-media-type",
                        "This route takes " + (takesForm(request) ? "multipart/form-data" : "application/json") + ".");
            case DataAccessException e -> database(e);
            case CannotCreateTransactionException e -> unavailable(e);
            case org.springframework.web.ErrorResponse e ->
                byStatus(e.getStatusCode().value());
            default -> incident(thrown, request);
        };
    }

    private static boolean takesForm(HttpServletRequest request) {
        return request.getRequestURI().endsWith("/import");
    }

    private static Problem noRoute(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.startsWith("/api/")) {
            return Problem.of(404, "no-such-route", "There is no such route. All of them are listed at /api/docs.");
        }
        if (path.equals("/index.html") || PagesConfig.isPage(path.substring(1))) {
            return Problem.of(
                    404,
                    "no-web-app",
                    "This build holds no web app. ./trunkline run builds it; the API is under /api/docs.");
        }
        return Problem.of(404, "not-found", "There is nothing here.");
    }

    private static Problem tooLarge(String detail) {
        return Problem.of(413, "too-large", detail);
    }

    static Problem byStatus(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        String phrase = known == null ? "The request failed" : known.getReasonPhrase();
        String code = phrase.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        return status >= 500
                ? Problem.of(status, "internal", "Something went wrong on the server; its log says more.")
                : Problem.of(status, code, phrase + ".");
    }

    private static Problem incident(Exception thrown, HttpServletRequest request) {
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Incident {}: {} {}", incident, request.getMethod(), request.getRequestURI(), thrown);
        return Problem.of(
                        500,
                        "internal",
                        "Something went wrong on the server. Its log has the story under incident " + incident + ".")
                .with("incident", incident);
    }

    // ------------------------------------------------------------------------------------------------ bad input

    private static Problem unreadable(HttpMessageNotReadableException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyFilter.TooLarge) {
                return tooLarge(String.valueOf(cause.getMessage()));
            }
        }
        return switch (thrown.getMostSpecificCause()) {
            case MismatchedInputException e -> mismatch(e);
            case DatabindException e when e.getCause() instanceof Problem problem -> problem;
            case Problem problem -> problem;
            case InputCoercionException e -> Problem.validation(path(e), path(e) + " must be a number in range.");
            case JacksonException e when !(e instanceof DatabindException) -> malformed(e);
            case DatabindException e ->
                Problem.validation(path(e), "%s is not right.".formatted(path(e).isEmpty() ? "The body" : path(e)));
            default -> Problem.of(400, "malformed-json", "The request has no body, or it is not JSON.");
        };
    }

    private static Problem malformed(JacksonException e) {
        var at = e.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return Problem.of(400, "malformed-json", "The body is not valid JSON" + where + ".");
    }

    private static Problem mismatch(MismatchedInputException e) {
        String path = path(e);
        Class<?> wanted = e.getTargetType();
        String what = wanted == null ? "something else" : noun(wanted);
        if (e instanceof InvalidFormatException && wanted == String.class) {
            return Problem.validation(path, path + " holds a character that cannot be kept, such as NUL.");
        }
        return Problem.validation(path, (path.isEmpty() ? "The body" : path) + " must be " + what + ".");
    }

    private static String noun(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + JsonConfig.words(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number in range";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == UUID.class || dev.trunkline.ids.Id.class.isAssignableFrom(type)) {
            return "an ID (a UUID)";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == java.time.Instant.class) {
            return "a time such as 2030-01-31T09:30:00Z";
        }
        if (java.util.Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        return "an object";
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static Problem invalid(MethodArgumentNotValidException thrown) {
        return Problem.validation(thrown.getBindingResult().getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? field(field.getField(), error.getDefaultMessage())
                        : field("", error.getDefaultMessage()))
                .sorted(java.util.Comparator.comparing(Problem.Field::field))
                .toList());
    }

    private static Problem invalid(HandlerMethodValidationException thrown) {
        List<Problem.Field> fields = thrown.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> field(
                                error instanceof FieldError field
                                        ? field.getField()
                                        : String.valueOf(
                                                result.getMethodParameter().getParameterName()),
                                error.getDefaultMessage())))
                .toList();
        return Problem.validation(fields);
    }

    private static Problem.Field field(ConstraintViolation<?> violation) {
        return field(violation.getPropertyPath().toString(), violation.getMessage());
    }

    /// "must not be blank" becomes a sentence of its own.
    private static Problem.Field field(String name, @Nullable String message) {
        String text = message == null ? "is not right" : message;
        return new Problem.Field(
                name, Character.isUpperCase(text.charAt(0)) ? text : (name.isEmpty() ? "It" : name) + " " + text + ".");
    }

    private static Problem wrongType(MethodArgumentTypeMismatchException thrown) {
        String name = thrown.getName();
        if (thrown.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return Problem.notFound("object");
        }
        Class<?> wanted = thrown.getRequiredType();
        return Problem.validation(name, name + " must be " + (wanted == null ? "something else" : noun(wanted)) + ".");
    }

    // ------------------------------------------------------------------------------------------------- database

    private static Problem database(DataAccessException thrown) {
        String state = thrown.getMostSpecificCause() instanceof SQLException sql && sql.getSQLState() != null
                ? sql.getSQLState()
                : "";
        if (state.startsWith("22")) {
            return Problem.validation("", "The request holds a value that cannot be kept, such as a NUL character.");
        }
        return switch (thrown) {
            case DuplicateKeyException _ ->
                Problem.of(409, "already-there", "Something with the same name or number is there already.");
            case DataAccessResourceFailureException e -> unavailable(e);
            case QueryTimeoutException e -> unavailable(e);
            case ConcurrencyFailureException e -> unavailable(e);
            default -> {
                String incident = UUID.randomUUID().toString().substring(0, 8);
                LOG.error("Incident {}: the database refused a statement", incident, thrown);
                yield Problem.of(
                                500,
                                "internal",
                                "Something went wrong on the server. Its log has the story under incident " + incident
                                        + ".")
                        .with("incident", incident);
            }
        };
    }

    private static Problem unavailable(Exception thrown) {
        LOG.warn("The database cannot be used: {}", String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown)));
        return Problem.of(
                        503,
                        "database-unavailable",
                        "The database is not reachable or overloaded at the moment. Nothing was changed; try again.")
                .with("retryAfterSeconds", 2);
    }

    private static boolean broken(Exception thrown) {
        return thrown.getClass().getSimpleName().equals("ClientAbortException");
    }
}
