package dev.trunkline.telephony;

import org.jspecify.annotations.Nullable;

/// For providers whose lines ask what to do at the moment they are answered: the decision goes back in the answer to
/// that very request instead of as an order of its own. The engine implements it.
public interface CallDirector {

    /// What the line is to hear. Asked again, it answers what holds then: the same, unless the call has moved on. The
    /// orders that `news` leads to for this very call are not sent to the provider, since they are answered here.
    ///
    /// @param news what the request told, committed before this returns; null: nothing new
    Directive direct(CallRef call, @Nullable ProviderEvent news);

    /// Takes what is told by another way than the question of the line itself; that question is on its way, and no
    /// order for the line is sent meanwhile.
    void note(ProviderEvent news);
}
