package dev.trunkline.embedded;

import java.util.Locale;

/// Why there is no usable database: what happened, what to do, and a stable code for programs.
/// Carries no stack trace, because each of these has its cause outside the program.
public final class DatabaseProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Stable: a code is never renamed, only added.
    public enum Code {
        DATA_DIRECTORY_DAMAGED,
        DATA_DIRECTORY_FOREIGN,
        DATA_DIRECTORY_IN_USE,
        DATA_DIRECTORY_NAME,
        DATA_DIRECTORY_OTHER_VERSION,
        DATABASE_MISSING,
        DATABASE_READ_ONLY,
        DATABASE_REFUSED_SIGN_IN,
        DATABASE_TOO_OLD,
        DATABASE_UNREACHABLE,
        DATABASE_URL_INVALID,
        DISK_FULL,
        NO_PERMISSION,
        OUT_OF_MEMORY,
        PLATFORM_UNSUPPORTED,
        SERVER_DID_NOT_START;

        /// As written in logs and documents, such as `disk-full`.
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Code code;
    private final String sentence;
    private final String advice;

    DatabaseProblem(Code code, String sentence, String advice) {
        super(sentence + " " + advice + " (" + code.id() + ")", null, false, false);
        this.code = code;
        this.sentence = sentence;
        this.advice = advice;
    }

    public Code code() {
        return code;
    }

    /// What happened and why.
    public String sentence() {
        return sentence;
    }

    /// What the person at the keyboard can do about it.
    public String advice() {
        return advice;
    }
}
