using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>Names of branches and paths that may go to git. Pure.</summary>
internal static partial class RefName
{
    private const string Prefix = "kaos/";
    private const int MostLetters = 60;

    /// <summary>The same incident and change have the same branch, so that nothing is proposed twice.</summary>
    /// <param name="change">All that tells the change from another.</param>
    public static string Of(string incidentId, string change)
    {
        var incident = Other().Replace(incidentId.ToLowerInvariant(), "-").Trim('-');
        incident = incident.Length > MostLetters ? incident[..MostLetters].TrimEnd('-') : incident;
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(change)))[..8];
        return $"{Prefix}{(incident.Length == 0 ? "change" : incident)}-{mark}";
    }

    /// <summary>A branch that KAOS may make.</summary>
    public static bool IsOurs(string branch) => Ours().IsMatch(branch);

    /// <summary>A branch that people have named in the settings.</summary>
    public static bool IsBranch(string branch) => Branch().IsMatch(branch)
        && !branch.Contains("..", StringComparison.Ordinal) && !branch.Contains("//", StringComparison.Ordinal)
        && !branch.EndsWith(".lock", StringComparison.Ordinal) && branch[^1] is not ('/' or '.');

    /// <summary>A path inside of a repository, as git has it: no way out of it, and not into its own data.</summary>
    public static bool IsPath(string path) => path.Length is > 0 and < 1024 && path[0] != '-'
        && !path.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
        && path.Split('/')
            .All(part => part is not ("" or "." or "..") && !part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("[^a-z0-9-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Other();

    [GeneratedRegex(@"\Akaos/[a-z0-9][a-z0-9-]{0,80}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Ours();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,200}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Branch();
}
