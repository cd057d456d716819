using Microsoft.Extensions.Options;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>What is wrong with the repositories that are named, all at once.</summary>
internal sealed class GitOpsOptionsValidator : IValidateOptions<GitOpsOptions>
{
    public ValidateOptionsResult Validate(string? name, GitOpsOptions options)
    {
        var wrong = options.Repositories.SelectMany((repository, at) =>
            Wrong(repository).Select(why => $"GitOps:Repositories:{at}: {why}")).ToArray();
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(RepositoryOptions repository)
    {
        if (!Uri.TryCreate(repository.Url, UriKind.Absolute, out var address) ||
            address.Scheme is not ("https" or "ssh" or "file"))
        {
            yield return "Url is not an address of the form https://…, ssh://… or file:///….";
        }
        else if (address.Scheme != "ssh" && address.UserInfo.Length > 0 || address.UserInfo.Contains(':'))
        {
            // The address is shown in plans.
            yield return "Url holds credentials; put them into a file and name it in CredentialsFile.";
        }

        if (!RefName.IsBranch(repository.Branch))
        {
            yield return $"Branch '{repository.Branch}' is no name of a branch.";
        }

        if (repository.Folder.Trim('/') is { Length: > 0 } folder &&
            !RefName.IsPath(folder.Replace("{namespace}", "n").Replace("{app}", "a")))
        {
            yield return $"Folder '{repository.Folder}' is no plain path inside of the repository.";
        }
    }
}
