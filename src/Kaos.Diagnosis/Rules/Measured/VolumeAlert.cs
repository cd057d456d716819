using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>What a firing alert says of a claim, where Prometheus does not answer. Pure.</summary>
internal static partial class VolumeAlert
{
    /// <summary>Its own words, when they give a share that is left; null when no such alert fires.</summary>
    public static string? Of(Scene scene, ObjectRef claim) => scene.File.World.Alerts
        .Where(alert => alert.Status?.State is null or "active" && !(alert.EndsAt <= scene.Now) &&
            alert.Labels.GetValueOrDefault("persistentvolumeclaim") == claim.Name &&
            alert.Labels.GetValueOrDefault("namespace") == claim.Namespace)
        .SelectMany(alert => new[] { "description", "message", "summary" }
            .Select(name => alert.Annotations.GetValueOrDefault(name)).OfType<string>())
        .Where(text => Left().IsMatch(text))
        .Select(text => $"an alert says: {Say.Short(text, 300)}")
        .FirstOrDefault();

    // "is only 2.5% free", "Currently 12.3% is available"; kubernetes-mixin's words, also for inodes.
    [GeneratedRegex(@"\d+(\.\d+)?\s?%\s+(is\s+)?(free|available|left)|\d+(\.\d+)?\s?% (full|used)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Left();
}
