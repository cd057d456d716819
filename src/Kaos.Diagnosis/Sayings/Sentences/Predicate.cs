namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>What can be said of a thing that a program needs.</summary>
internal enum Predicate
{
    Missing,

    /// <summary>Was to be given, and was not.</summary>
    Ungiven,
    Denied,

    /// <summary>More may use it than should.</summary>
    Exposed,
    Refused,

    /// <summary>Who one is was not believed.</summary>
    Unproven,
    TimedOut,
    Unavailable,

    /// <summary>Cannot be connected to.</summary>
    Unconnected,
    Closed,
    Expired,

    /// <summary>There is too much of it, or none left.</summary>
    Exceeded,
    Invalid,

    /// <summary>Cannot be loaded or read in.</summary>
    Unloaded,
    Unopened,
    Unwritten,

    /// <summary>It differs from what it is held against.</summary>
    Mismatched,
    Locked,
    Corrupt,
}
