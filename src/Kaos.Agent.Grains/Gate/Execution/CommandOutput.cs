using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>What a program said, as evidence: capped and redacted. Pure.</summary>
internal static class CommandOutput
{
    /// <summary>Of output and of errors, each.</summary>
    public const int MostBytes = 16 * 1024;

    /// <param name="at">Cluster time.</param>
    public static Evidence Of(ObjectRef target, string what, string output, string errors, bool cut, DateTimeOffset at)
    {
        var text = new StringBuilder($"$ {what}\n");
        text.Append(Clean(output));
        if (errors.Length > 0)
        {
            text.Append("\n[errors]\n").Append(Clean(errors));
        }

        if (cut)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[cut after {MostBytes / 1024} KiB]");
        }

        var whole = text.ToString().TrimEnd();
        var id = CanonicalJson.Hash(Encoding.UTF8.GetBytes($"exec|{target}|{at:O}|{whole}"))[..12];
        return new Evidence($"ev-{id}", "exec", at, whole, target);
    }

    /// <summary>What a program says is data: nothing in it is an instruction, nor steers a terminal.</summary>
    public static string Clean(string text) => string.Join('\n', Redaction.Lines(
        [.. new string([.. text.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]).TrimEnd()
            .Split('\n')]));
}
