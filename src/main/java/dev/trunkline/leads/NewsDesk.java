package dev.trunkline.leads;

import dev.trunkline.compliance.NumbersBlocked;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Tells others what has been committed. Called when the transaction is over, not from inside its commit, so that they
/// may open their own; what goes wrong there does not undo what is committed here.
@Component
class NewsDesk {

    private static final Logger LOG = LoggerFactory.getLogger(NewsDesk.class);

    private final List<Consumer<LeadsAdded>> leadsAdded;
    private final List<Consumer<NumbersBlocked>> numbersBlocked;

    NewsDesk(List<Consumer<LeadsAdded>> leadsAdded, List<Consumer<NumbersBlocked>> numbersBlocked) {
        this.leadsAdded = leadsAdded;
        this.numbersBlocked = numbersBlocked;
    }

    void tell(LeadsAdded news) {
        tell(leadsAdded, news);
    }

    void tell(NumbersBlocked news) {
        tell(numbersBlocked, news);
    }

    private static <T> void tell(List<Consumer<T>> listeners, T news) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(news);
            } catch (RuntimeException e) {
                LOG.error("committed, but not followed up: {}", news, e);
            }
        }
    }
}
