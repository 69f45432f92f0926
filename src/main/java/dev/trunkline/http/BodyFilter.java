package dev.trunkline.http;

import dev.trunkline.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses bodies above the limit with 413, whether they say their length or not. File uploads have their own limit.
public final class BodyFilter extends OncePerRequestFilter {

    /// Thrown while a body without a length is read.
    static final class TooLarge extends IOException {
        TooLarge(long limit) {
            super(sentence(limit));
        }
    }

    private final long limit;

    public BodyFilter(HttpSettings settings) {
        this.limit = settings.requestLimit().toBytes();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isUpload(request)) {
            chain.doFilter(request, response);
        } else if (request.getContentLengthLong() > limit) {
            ProblemApi.write(response, Problem.of(413, "too-large", sentence(limit)));
        } else {
            chain.doFilter(new Limited(request), response);
        }
    }

    static boolean isUpload(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/form-data");
    }

    private static String sentence(long limit) {
        return "The request is larger than " + limit / 1024 + " kB. Send it in several parts.";
    }

    private final class Limited extends HttpServletRequestWrapper {
        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }
    }

    private final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private long read;

        Counted(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            return one < 0 ? one : count(1, one);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int some = in.read(bytes, offset, length);
            return some < 0 ? some : count(some, some);
        }

        private int count(int more, int result) throws TooLarge {
            read += more;
            if (read > limit) {
                throw new TooLarge(limit);
            }
            return result;
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
