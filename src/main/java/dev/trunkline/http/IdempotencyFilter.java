package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.http.IdempotencyRepository.Claim;
import dev.trunkline.http.IdempotencyRepository.Known;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// Makes a repeated POST harmless: the same `Idempotency-Key` of the same user with the same content gets the answer
/// the first one got, for 24 hours, even when a node died in between. An answer is kept once something was saved; a
/// refusal that saved nothing frees the key, so that the corrected request may use it.
public final class IdempotencyFilter extends OncePerRequestFilter {

    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 200;

    private final IdempotencyRepository keys;

    public IdempotencyFilter(IdempotencyRepository keys) {
        this.keys = keys;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader(HEADER) == null
                || !request.getRequestURI().startsWith("/api/")
                || CallerConfig.of(request) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            String key = request.getHeader(HEADER).strip();
            if (key.isEmpty() || key.length() > LONGEST) {
                throw Problem.validation(HEADER, "The header Idempotency-Key must have 1 to 200 characters.");
            }
            HttpServletRequest repeatable = BodyFilter.isUpload(request) ? request : new Buffered(request);
            String hash = hash(repeatable);
            Caller caller = java.util.Objects.requireNonNull(CallerConfig.of(request));
            Optional<Claim> claim = keys.claim(caller, key, hash);
            if (claim.isPresent()) {
                run(claim.get(), repeatable, response, chain);
            } else {
                // Between the two looks the other request may have freed the key; then it is simply running.
                replay(keys.known(caller, key).orElseThrow(IdempotencyFilter::inProgress), hash, response);
            }
        } catch (Problem problem) {
            ProblemApi.write(response, problem);
        } catch (BodyFilter.TooLarge e) {
            ProblemApi.write(response, Problem.of(413, "too-large", String.valueOf(e.getMessage())));
        }
    }

    private void run(Claim claim, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var captured = new ContentCachingResponseWrapper(response);
        boolean answered = false;
        try {
            Store.alongside(
                    () -> {
                        if (!keys.note(claim)) {
                            throw inProgress();
                        }
                    },
                    () -> {
                        chain.doFilter(request, captured);
                        return null;
                    });
            answered = true;
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        } finally {
            if (!answered) {
                keys.release(claim);
            }
        }
        try {
            if (captured.getStatus() < 400 || !keys.release(claim)) {
                keys.keep(claim, captured.getStatus(), captured.getContentType(), captured.getContentAsByteArray());
            }
        } finally {
            // Whatever became of the key: the request has run, and its caller must know.
            captured.copyBodyToResponse();
        }
    }

    private static void replay(Known known, String hash, HttpServletResponse response) throws IOException {
        if (!known.bodyHash().equals(hash)) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request. Make a new one for each thing you create.");
        }
        Integer status = known.status();
        if (status == null || (status == 0 && !known.stale())) {
            throw inProgress();
        }
        if (status == 0) {
            throw Problem.of(
                    409,
                    "idempotency-unknown",
                    "The server stopped while it ran this request, after it had saved something. Look at what is there"
                            + " before you ask again with a new key.");
        }
        response.setStatus(status);
        response.setHeader("Idempotent-Replayed", "true");
        if (known.contentType() != null) {
            response.setContentType(known.contentType());
        }
        byte[] body = known.body();
        if (body != null) {
            response.getOutputStream().write(body);
        }
    }

    private static Problem inProgress() {
        return Problem.of(
                        409, "idempotency-in-progress", "The first request with this Idempotency-Key is still running.")
                .with("retryAfterSeconds", 1);
    }

    private static String hash(HttpServletRequest request) throws IOException, ServletException {
        MessageDigest digest = sha256();
        String query = request.getQueryString();
        digest.update(
                (request.getRequestURI() + "?" + (query == null ? "" : query) + "\n").getBytes(StandardCharsets.UTF_8));
        if (request instanceof Buffered buffered) {
            digest.update(buffered.body);
        } else {
            // The container has the parts on disk by now; they are read once more, in small pieces.
            for (Part part : request.getParts()) {
                digest.update((part.getName() + "\n").getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(part.getInputStream(), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A request whose body was read and can be read again.
    private static final class Buffered extends HttpServletRequestWrapper {
        private final byte[] body;

        Buffered(HttpServletRequest request) throws IOException {
            super(request);
            this.body = request.getInputStream().readAllBytes();
        }

        @Override
        public ServletInputStream getInputStream() {
            var in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return in.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return in.read(bytes, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("the whole body is here");
                }
            };
        }
    }
}
