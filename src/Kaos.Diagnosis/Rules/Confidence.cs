using System.Collections.Immutable;

namespace Kaos.Diagnosis.Rules;

/// <summary>
/// How sure a cause is: independent observations add up as probabilities of being right by chance multiply; what that
/// is worth is read off <see cref="Calibration"/>.
/// </summary>
internal static class Confidence
{
    /// <summary>The API server or the kubelet names the cause itself.</summary>
    public const double Stated = 0.8;

    /// <summary>Follows from objects by comparison.</summary>
    public const double Derived = 0.6;

    /// <summary>Happened at the right moment, in the right place.</summary>
    public const double Aligned = 0.5;

    /// <summary>Agrees with the cause, and would with others too.</summary>
    public const double Agreeing = 0.3;

    public const double Hint = 0.15;

    /// <summary>Independent observations together: what is left of doubt after each.</summary>
    public static double Evidence(ImmutableArray<double> weights) =>
        1 - weights.Aggregate(1.0, (left, weight) => left * (1 - Math.Clamp(weight, 0, 0.95)));

    /// <summary>How often explanations on such grounds hold; never certainty.</summary>
    public static double Of(Grounds grounds) => Math.Round(Calibration.Fitted.Of(grounds), 2);
}
